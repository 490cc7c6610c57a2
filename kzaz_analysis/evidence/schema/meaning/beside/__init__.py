"""Rules that hold a figure against others: peers, totals, editions, the record."""
