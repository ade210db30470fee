from . import write_gate
