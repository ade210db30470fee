"""The demo company's part of this addon: an article that is made to order, with a subassembly."""

from .loader import load

__all__ = ["load"]
