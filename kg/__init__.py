"""Knowledge graph of Chinese government performance targets (绩效目标)."""

__all__ = ["__version__"]

__version__ = "0.1.0"
