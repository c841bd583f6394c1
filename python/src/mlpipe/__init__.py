"""For the Python stages of an mlpipe pipeline: parameters, live metrics and plots.

Every function also works where mlpipe runs nothing, so that a script stays a script: parameters are read from their
file, and metrics go nowhere. There is nothing here that another language could not do: see docs/python.md.
"""
from ._metrics import log_metric, log_metrics
from ._params import params
from ._plots import log_plot

__all__ = ["log_metric", "log_metrics", "log_plot", "params"]
