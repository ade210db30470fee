from . import screens
