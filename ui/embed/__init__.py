"""Youju inside other sites: the bare page, who may frame it, the script, the tool for agents."""
