"""Forecasts of one series or a panel: methods, their combination, intervals, and scores in backtests."""
