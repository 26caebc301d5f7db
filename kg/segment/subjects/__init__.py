"""An indicator's name taken apart: scope, period, population, object and measure, and whether more is better."""
