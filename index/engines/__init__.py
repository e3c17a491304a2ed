"""Engines that keep and search passages, behind the interface of ``index.engine``."""
