"""Months: lengths of the calendar, seasonality, running totals and monthly signals."""
