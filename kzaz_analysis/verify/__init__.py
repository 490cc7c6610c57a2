"""Second reckoning: every sentence of a received suite computed anew from the tables.

It imports nothing of the rooms that write the pages, so that an error there is not
repeated here.
"""
