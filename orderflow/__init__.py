"""The business, once: rules and the tables behind them; it knows no coordination."""
