# ruff: noqa: RUF001 - letters of other languages
"""Short invented texts, each with the figures that must be proposed from it."""

import datetime as dt

import pytest

from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.intake.extraction import extract
from kzaz_analysis.evidence.tables import load

DAY = dt.date(2031, 5, 20)
YEAR = "2029-01-01", "2029-12-31"
OPEN = "", ""

# (text, [(table, measure, value, unit, first day, last day)]); "obs" for observations.
CASES = [
    # what is compared with, a part of what was before, an aside that goes back
    ("In 2029 cargo was 4.5 mln tonnes, an increase of 62 per cent over 2028.", [("obs", "level", 4.5, "million_tonnes", *YEAR), ("cla", "growth", 62, "percent", *YEAR)]),
    ("Sales came to 12.1 thousand tonnes in 2029, half as much as a year before.", [("obs", "level", 12.1, "thousand_tonnes", *YEAR), ("cla", "growth", -50, "percent", *YEAR)]),
    ("In 2029 the port took 8 million tons. In 2028 the volume amounted to 7.6 million tons, so growth came to 5.5%. Oil made up 91 per cent.", [("obs", "level", 8, "million_tonnes", *YEAR), ("obs", "level", 7.6, "million_tonnes", "2028-01-01", "2028-12-31"), ("cla", "growth", 5.5, "percent", *YEAR), ("cla", "share", 91, "percent", *YEAR)]),
    # plans for a month, both ends of a rise, another word for the same, a gain
    ("Exports rose by 5 to 7 percent in 2029.", [("cla", "growth", 5, "percent", *YEAR), ("cla", "growth", 7, "percent", *YEAR)]),
    ("In 2029 they sent 296 thousand tons, i.e. 24.6 per cent, versus 6.4 per cent in 2028.", [("obs", "level", 296, "thousand_tonnes", *YEAR), ("cla", "share", 24.6, "percent", *YEAR), ("cla", "share", 6.4, "percent", "2028-01-01", "2028-12-31")]),
    ("In 2029, 1.85 million tonnes went north, a gain of 6.2%.", [("obs", "level", 1.85, "million_tonnes", *YEAR), ("cla", "growth", 6.2, "percent", *YEAR)]),
    ("Trade was uneven in 2029: $36.9 million in January 2029, $41 million in May 2029.", [("obs", "level", 36.9, "million_USD", "2029-01-01", "2029-01-31"), ("obs", "level", 41, "million_USD", "2029-05-01", "2029-05-31")]),
    # units that are not taken from what is not read, nor shares from thousands
    ("Exports rose by 36 percent in 2029. This plan is 90 thousand.", [("cla", "growth", 36, "percent", *YEAR)]),
    ("There were 11,240 transits in 2029. Tonnage was 489.1 million PC/UMS tons, when it stood at 423.1 million.", [("obs", "level", 11240, "count", *YEAR)]),
    ("The line can take 7 mt/y.", [("obs", "level", 7, "million_tonnes_per_year", *OPEN)]),
    # a list of periods
    ("Cargo, thousand tons\n\n2028: 759\n2029: 1,485\n", [("obs", "level", 759, "thousand_tonnes", "2028-01-01", "2028-12-31"), ("obs", "level", 1485, "thousand_tonnes", *YEAR)]),
    # a change after the next conjunction, a verb of two meanings, one in so many
    ("Exports were up 3.2% on the year but down 1.9% on the month in May 2029.", [("cla", "growth", 3.2, "percent", "2029-05-01", "2029-05-31"), ("cla", "growth", -1.9, "percent", "2029-05-01", "2029-05-31")]),
    ("A 5% increase was seen in 2029.", [("cla", "growth", 5, "percent", *YEAR)]),
    ("Volumes were 12% off their 2028 peak in 2029.", [("cla", "growth", -12, "percent", *YEAR)]),
    ("Turnover shed 4% in 2029.", [("cla", "growth", -4, "percent", *YEAR)]),
    ("The refinery contracted 1.5 mln tonnes for 2029.", [("obs", "level", 1.5, "million_tonnes", *YEAR)]),
    ("Volumes contracted 4.5% in 2029.", [("cla", "growth", -4.5, "percent", *YEAR)]),
    ("The port raised $300 million in 2029.", [("obs", "level", 300, "million_USD", *YEAR)]),
    ("One in ten euros came from there in 2029.", [("cla", "share", 10, "percent", *YEAR)]),
    ("Nine out of ten wagons were full in 2029.", [("cla", "share", 90, "percent", *YEAR)]),
    ("Exports grew by half a percent in 2029.", [("cla", "growth", 0.5, "percent", *YEAR)]),
    ("In 2029 trade was 7% less than the record of 2027, while imports slid to $13 million.", [("cla", "growth", -7, "percent", *YEAR), ("obs", "level", 13, "million_USD", *YEAR)]),
    ("The share rose to 3.1 pct from 0.8 pct in 2028.", [("cla", "share", 3.1, "percent", "", ""), ("cla", "share", 0.8, "percent", "2028-01-01", "2028-12-31")]),
    ("The route, which counts 31 members, aims at 96,000 TEU in 2032.", [("obs", "level", 31, "count", *OPEN), ("tar", "level", 96000, "TEU", *OPEN)]),
    ("Since its start-up in June 2006 and until the end of April 2031, 4.5 billion barrels were carried.", [("obs", "level", 4.5, "billion_barrels", "2006-06-01", "2031-04-30")]),
    ("Only one in five containers was full in 2029.", [("cla", "share", 20, "percent", *YEAR)]),
    ("Imports in 2029 were 2.3% lower than a quarter earlier.", [("cla", "growth", -2.3, "percent", *YEAR)]),
    ("Last year the two countries traded goods for $670.6 million.", [("obs", "level", 670.6, "million_USD", "2030-01-01", "2030-12-31")]),
    ("The two ports took 8 million tonnes in 2029.", [("obs", "level", 8, "million_tonnes", *YEAR)]),
    ("By 25 April the railway had moved 5 million tonnes.", [("obs", "level", 5, "million_tonnes", "2031-01-01", "2031-04-25")]),
    ("Freight rose six-fold between 2024 and 2029, from 0.8 million to 4.9 million tonnes.", [("cla", "multiple", 6, "ratio_to_base", *YEAR), ("obs", "level", 0.8, "million_tonnes", "2024-01-01", "2024-12-31"), ("obs", "level", 4.9, "million_tonnes", *YEAR)]),
    ("In 2029 investment was $8.4 million, twice the 2028 amount.", [("obs", "level", 8.4, "million_USD", *YEAR), ("cla", "multiple", 2, "ratio_to_base", *YEAR)]),
    ("In 2029 shipments were nearly half as much again as a year earlier.", [("cla", "growth", 50, "percent", *YEAR)]),
    ("In 2029 containers hit 78,400 TEU, exceeding the 2028 total by 37.8%.", [("obs", "level", 78400, "TEU", *YEAR), ("cla", "growth", 37.8, "percent", *YEAR)]),
    ("December exports fell 4.4% to 3.3 billion euros.", [("cla", "growth", -4.4, "percent", "2030-12-01", "2030-12-31"), ("obs", "level", 3.3, "billion_EUR", "2030-12-01", "2030-12-31")]),
    # a fraction alone, a part of an earlier level, both in turn, a place of a list
    ("In 2029 \u00bd million tonnes went north.", [("obs", "level", 0.5, "million_tonnes", *YEAR)]),
    ("Exports in 2029 were half of the 2027 level.", [("cla", "growth", -50, "percent", *YEAR)]),
    ("Half of the volume went west in 2029.", [("cla", "share", 50, "percent", *YEAR)]),
    ("Its capacity is 15 million tonnes a year, to be raised to 25 million.", [("obs", "level", 15, "million_tonnes_per_year", *OPEN), ("tar", "level", 25, "million_tonnes_per_year", *OPEN)]),
    ("In 2029 one port took 1.9 million tonnes (+4.5%), the other 0.7 million (-3%).", [("obs", "level", 1.9, "million_tonnes", *YEAR), ("cla", "growth", 4.5, "percent", *YEAR), ("obs", "level", 0.7, "million_tonnes", *YEAR), ("cla", "growth", -3, "percent", *YEAR)]),
    ("In April 2031 the railway moved 5 million tonnes. Since the beginning of the year it has moved 21 million tonnes.", [("obs", "level", 5, "million_tonnes", "2031-04-01", "2031-04-30"), ("obs", "level", 21, "million_tonnes", "2031-01-01", "2031-04-30")]),
    ("In 2029 turnover was 88% of the 2028 level.", [("cla", "growth", -12, "percent", *YEAR)]),
    ("In 2029 the port took 5,000 TEU. Wagons between Baku and the ports of the east: 21.4 thousand.", [("obs", "level", 5000, "TEU", *YEAR), ("obs", "level", 21.4, "thousand_wagons", *YEAR)]),
    ("In 2029 tariffs were 30-40 percent higher.", [("cla", "growth", 30, "percent", *YEAR), ("cla", "growth", 40, "percent", *YEAR)]),
    ("Turkey paid 120 million lira in 2029.", [("obs", "level", 120, "million_TRY", *YEAR)]),
    # numbers and separators
    ("Imports grew by 3,4 per cent in 2029.", [("cla", "growth", 3.4, "percent", *YEAR)]),
    ("The terminal handled 7 654,3 tonnes in 2029.", [("obs", "level", 7654.3, "tonnes", *YEAR)]),
    ("The terminal handled 2'345'678 tonnes in 2029.", [("obs", "level", 2345678, "tonnes", *YEAR)]),
    ("The terminal handled 2.345.678 tonnes in 2029.", [("obs", "level", 2345678, "tonnes", *YEAR)]),
    ("The terminal handled 2,345,678.5 tonnes in 2029.", [("obs", "level", 2345678.5, "tonnes", *YEAR)]),
    ("The terminal handled 2.345.678,5 tonnes in 2029.", [("obs", "level", 2345678.5, "tonnes", *YEAR)]),
    ("Trade was US$ 412,7 million in 2029.", [("obs", "level", 412.7, "million_USD", *YEAR)]),
    ("Trade was $0.41bn in 2029.", [("obs", "level", 0.41, "billion_USD", *YEAR)]),
    ("Trade was $412.7m in 2029.", [("obs", "level", 412.7, "million_USD", *YEAR)]),
    ("Trade was USD 412.7 mln in 2029.", [("obs", "level", 412.7, "million_USD", *YEAR)]),
    ("Trade was 412.7 million U.S. dollars in 2029.", [("obs", "level", 412.7, "million_USD", *YEAR)]),
    ("Trade was 412,700 thousand dollars in 2029.", [("obs", "level", 412700, "thousand_USD", *YEAR)]),
    ("Trade was a quarter of a billion dollars in 2029.", [("obs", "level", 0.25, "billion_USD", *YEAR)]),
    ("Trade was one and a half billion dollars in 2029.", [("obs", "level", 1.5, "billion_USD", *YEAR)]),
    ("The port took 3 million 215 thousand tons in 2029.", [("obs", "level", 3215, "thousand_tonnes", *YEAR)]),
    ("The port took 61 million 40.5 thousand tons in 2029.", [("obs", "level", 61040.5, "thousand_tonnes", *YEAR)]),
    ("The port took two hundred and fifty thousand tonnes in 2029.", [("obs", "level", 250, "thousand_tonnes", *YEAR)]),
    ("Trade was 412\u00b77 million dollars in 2029.", [("obs", "level", 412.7, "million_USD", *YEAR)]),
    ("Trade was 412\u066b7 million dollars in 2029.", [("obs", "level", 412.7, "million_USD", *YEAR)]),
    ("Trade was 5 crore dollars in 2029.", [("obs", "level", 50, "million_USD", *YEAR)]),
    ("Trade was USD 5 lakh crore in 2029.", [("obs", "level", 5000, "billion_USD", *YEAR)]),
    ("Trade was 2.5 milliard euros in 2029.", [("obs", "level", 2.5, "billion_EUR", *YEAR)]),
    ("Trade was $5.3\u00d710^6 in 2029.", []),
    ("Trade was $5.3 x 10^6 in 2029.", []),
    ("Trade was 412.7 \u00b1 5 million dollars in 2029.", []),
    ("Trade was $1 1/2 billion in 2029.", [("obs", "level", 1.5, "billion_USD", *YEAR)]),
    ("Trade was $1\u00bd billion in 2029.", [("obs", "level", 1.5, "billion_USD", *YEAR)]),
    ("Trade was $412.7\u00b2 million in 2029.", []),
    ("They signed two dozen agreements in 2029.", [("obs", "level", 24, "count", *YEAR)]),
    ("The road carried 12.5 kt in 2029.", [("obs", "level", 12.5, "thousand_tonnes", *YEAR)]),
    ("The road carried 3.2 Mt in 2029.", [("obs", "level", 3.2, "million_tonnes", *YEAR)]),
    # units
    ("Trade amounted to 90 million manat in 2029.", [("obs", "level", 90, "million_AZN", *YEAR)]),
    ("Exports came to RUB 7.5 billion in 2029.", [("obs", "level", 7.5, "billion_RUB", *YEAR)]),
    ("Exports came to 80 million yuan in 2029.", [("obs", "level", 80, "million_CNY", *YEAR)]),
    ("Exports came to €95 million in 2029.", [("obs", "level", 95, "million_EUR", *YEAR)]),
    ("Exports came to 40 billion tenge in 2029.", [("obs", "level", 40, "billion_KZT", *YEAR)]),
    ("Pipelines moved 640 kb/d in 2029.", [("obs", "level", 640, "thousand_barrels_per_day", *YEAR)]),
    ("Rail turnover was 2.4 billion ton-kilometers in 2029.", [("obs", "level", 2.4, "billion_tonne_km", *YEAR)]),
    ("Gas supplies were 9.5 bcm in 2029.", [("obs", "level", 9.5, "billion_m3", *YEAR)]),
    ("The dam yields 3 TWh.", [("obs", "level", 3, "TWh", *OPEN)]),
    ("The wind farm has 240 MW.", [("obs", "level", 240, "MW", *OPEN)]),
    ("The cable can carry 400 Gbit/s.", [("obs", "level", 400, "Gbit_per_s", *OPEN)]),
    ("The line can take 12 Mt/a.", [("obs", "level", 12, "million_tonnes_per_year", *OPEN)]),
    ("212 container trains left in 2029.", [("obs", "level", 212, "trains", *YEAR)]),
    ("Some 3,400 wagons left in 2029.", [("obs", "level", 3400, "wagons", *YEAR)]),
    ("The quay took 9,120 units (TEU) in 2029.", [("obs", "level", 9120, "TEU", *YEAR)]),
    ("The number of trains rose to 512 in 2029.", [("obs", "level", 512, "trains", *YEAR)]),
    ("There are five weekly flights.", [("obs", "level", 5, "flights_per_week", *OPEN)]),
    ("Flights leave 4 times a week.", [("obs", "level", 4, "flights_per_week", *OPEN)]),
    # growth, multiples, shares, increases
    ("The share fell by 1.2 percentage points in 2029.", [("cla", "increase", -1.2, "percentage_points", *YEAR)]),
    ("Transit rose by a factor of 1.7 in 2029.", [("cla", "multiple", 1.7, "ratio_to_base", *YEAR)]),
    ("Transit increased 1.7x in 2029.", [("cla", "multiple", 1.7, "ratio_to_base", *YEAR)]),
    ("Transit was 2 1/2 million tonnes in 2029.", [("obs", "level", 2.5, "million_tonnes", *YEAR)]),
    ("Transit grew sixfold in 2029.", [("cla", "multiple", 6, "ratio_to_base", *YEAR)]),
    ("Transit fell by a third in 2029.", [("cla", "growth", -33.3, "percent", *YEAR)]),
    ("Transit was up by half in 2029.", [("cla", "growth", 50, "percent", *YEAR)]),
    ("Three quarters of the grain went by rail in 2029.", [("cla", "share", 75, "percent", *YEAR)]),
    ("Half of the grain went by rail in 2029.", [("cla", "share", 50, "percent", *YEAR)]),
    ("Growth was minus 2.5 percent in 2029.", [("cla", "growth", -2.5, "percent", *YEAR)]),
    ("Traffic at the quay (-12.5%) came to 4 million tons in 2029.", [("cla", "growth", -12.5, "percent", *YEAR), ("obs", "level", 4, "million_tonnes", *YEAR)]),
    ("Grain accounted for 41% of the freight in 2029.", [("cla", "share", 41, "percent", *YEAR)]),
    ("Trade amounted to $310 million in 2029, 7.5 percent more than in 2028.", [("obs", "level", 310, "million_USD", *YEAR), ("cla", "growth", 7.5, "percent", *YEAR)]),
    ("Exports rose by $30 million to $310 million in 2029.", [("cla", "increase", 30, "million_USD", *YEAR), ("obs", "level", 310, "million_USD", *YEAR)]),
    ("Exports rose by 12 percent to $310 million in 2029.", [("cla", "growth", 12, "percent", *YEAR), ("obs", "level", 310, "million_USD", *YEAR)]),
    ("Exports rose 12% year-on-year in 2029.", [("cla", "growth", 12, "percent", *YEAR)]),
    # bases
    ("Freight fell from 3,2 to 2,9 million tonnes in 2029.", [("obs", "level", 3.2, "million_tonnes", "2028-01-01", "2028-12-31"), ("obs", "level", 2.9, "million_tonnes", *YEAR)]),
    ("Freight was 2.9 million tonnes in 2029, against 3.2 million a year earlier.", [("obs", "level", 2.9, "million_tonnes", *YEAR), ("obs", "level", 3.2, "million_tonnes", "2028-01-01", "2028-12-31")]),
    ("Freight rose to 2.9 million tonnes in 2029 from 2.4 million tonnes in 2027.", [("obs", "level", 2.9, "million_tonnes", *YEAR), ("obs", "level", 2.4, "million_tonnes", "2027-01-01", "2027-12-31")]),
    ("Transit time fell from 40 to 15 days.", [("obs", "level", 40, "days", *OPEN), ("obs", "level", 15, "days", *OPEN)]),
    # periods
    ("In 8M 2029 trade reached $300 million.", [("obs", "level", 300, "million_USD", "2029-01-01", "2029-08-31")]),
    ("In H2 2029 trade reached $300 million.", [("obs", "level", 300, "million_USD", "2029-07-01", "2029-12-31")]),
    ("In 2Q29 trade reached $300 million.", [("obs", "level", 300, "million_USD", "2029-04-01", "2029-06-30")]),
    ("In the 3rd quarter of 2029 trade reached $300 million.", [("obs", "level", 300, "million_USD", "2029-07-01", "2029-09-30")]),
    ("In Jan.-Aug. 2029 trade reached $300 million.", [("obs", "level", 300, "million_USD", "2029-01-01", "2029-08-31")]),
    ("From January through May 2029 trade reached $300 million.", [("obs", "level", 300, "million_USD", "2029-01-01", "2029-05-31")]),
    ("As of 01.09.2029 trade reached $300 million.", [("obs", "level", 300, "million_USD", "2029-01-01", "2029-08-31")]),
    ("As of September 1, 2029, trade reached $300 million.", [("obs", "level", 300, "million_USD", "2029-01-01", "2029-08-31")]),
    ("In the 2028/29 marketing year 600,000 tons of grain were shipped.", [("obs", "level", 600000, "tonnes", *OPEN)]),
    ("In 2028 and 2029, trade reached $290 million and $310 million respectively.", [("obs", "level", 290, "million_USD", "2028-01-01", "2028-12-31"), ("obs", "level", 310, "million_USD", *YEAR)]),
    ("For 7 months of 2029 trade was $300 million; imports were $90 million.", [("obs", "level", 300, "million_USD", "2029-01-01", "2029-07-31"), ("obs", "level", 90, "million_USD", "2029-01-01", "2029-07-31")]),
    ("In January-March 2029 trade was $300 million. Imports were $90 million.", [("obs", "level", 300, "million_USD", "2029-01-01", "2029-03-31"), ("obs", "level", 90, "million_USD", "2029-01-01", "2029-03-31")]),
    ("In January-June, turnover rose 15% to $190 million against the first half of 2028.", [("cla", "growth", 15, "percent", "2029-01-01", "2029-06-30"), ("obs", "level", 190, "million_USD", "2029-01-01", "2029-06-30")]),
    ("Since the beginning of the year 800,000 tons have crossed.", [("obs", "level", 800000, "tonnes", "2031-01-01", "2031-05-20")]),
    ("Last year 800,000 tons crossed.", [("obs", "level", 800000, "tonnes", "2030-01-01", "2030-12-31")]),
    ("In the same period last year \u20135.25 million tons were carried.", [("obs", "level", 5.25, "million_tonnes", "2030-01-01", "")]),
    ("In January-June 2029 trade was $300 million. In June alone, exports were $9 million.\n\nImports were $90 million.", [("obs", "level", 300, "million_USD", "2029-01-01", "2029-06-30"), ("obs", "level", 9, "million_USD", "2029-06-01", "2029-06-30"), ("obs", "level", 90, "million_USD", "2029-01-01", "2029-06-30")]),
    ("In Q1 2029 trade was $300 million. That is 5.6% up on Q1 2028.", [("obs", "level", 300, "million_USD", "2029-01-01", "2029-03-31"), ("cla", "growth", 5.6, "percent", "2029-01-01", "2029-03-31")]),
    # money that the units table lacks is no other figure
    ("Re-exports came to AED 11.9 billion, up 3%, in 2029.", [("obs", "level", 11.9e9, "", *YEAR), ("cla", "growth", 3, "percent", *YEAR)]),
    ("They traded goods worth 386.2 million KM in 2029.", [("obs", "level", 386.2e6, "", *YEAR)]),
    # promises
    ("Trade was about a third of the $2 billion target.", [("cla", "share", 33.3, "percent", *OPEN), ("tar", "level", 2, "billion_USD", *OPEN)]),
    ("The line owns 6 ferries and plans to buy two more by 2034.", [("obs", "level", 6, "ferries", *OPEN), ("tar", "increase", 2, "ferries", *OPEN)]),
    ("The sides want to raise trade, which stood at $310 million in 2029, to $1 billion by 2035.", [("obs", "level", 310, "million_USD", *YEAR), ("tar", "level", 1, "billion_USD", *OPEN)]),
    # brackets, comparisons and events keep their periods to themselves
    ("Boxes: 9,120 TEU in H1 2029 (H1 2028: 7,340 TEU).", [("obs", "level", 9120, "TEU", "2029-01-01", "2029-06-30"), ("obs", "level", 7340, "TEU", "2028-01-01", "2028-06-30")]),
    ("In 2029 the line sent 212 trains, compared to 190 in 2028. Wagons carried 9 million tonnes.", [("obs", "level", 212, "trains", *YEAR), ("obs", "level", 190, "trains", "2028-01-01", "2028-12-31"), ("obs", "level", 9, "million_tonnes", *YEAR)]),
    ("In 2029 the line sent 212 trains. Of these 30 trains went by sea (11 trains a year before). Wagons carried 9 million tonnes.", [("obs", "level", 212, "trains", *YEAR), ("obs", "level", 30, "trains", *YEAR), ("obs", "level", 11, "trains", "2028-01-01", "2028-12-31"), ("obs", "level", 9, "million_tonnes", *YEAR)]),
    ("In 2029 trade was $300 million. A mill, opened in 2024, cost $9 million.", [("obs", "level", 300, "million_USD", *YEAR), ("obs", "level", 9, "million_USD", *YEAR)]),
    ("Oil came to 3 tonnes in 2027, 4 tonnes in 2028 and 5 tonnes in 2029. Grain made up 20%.", [("obs", "level", 3, "tonnes", "2027-01-01", "2027-12-31"), ("obs", "level", 4, "tonnes", "2028-01-01", "2028-12-31"), ("obs", "level", 5, "tonnes", *YEAR), ("cla", "share", 20, "percent", *YEAR)]),
    ("In January-June 2029 trade was $300 million. In June it was $9 million.\n\nImports were $90 million.", [("obs", "level", 300, "million_USD", "2029-01-01", "2029-06-30"), ("obs", "level", 9, "million_USD", "2029-06-01", "2029-06-30"), ("obs", "level", 90, "million_USD", "2029-01-01", "2029-06-30")]),
    ("Between 2027 and 2029 trade rose from $200 million to $300 million.", [("obs", "level", 200, "million_USD", "2027-01-01", "2027-12-31"), ("obs", "level", 300, "million_USD", *YEAR)]),
    ("In 2029 trade was $300 million. Exports rose 5%, and I recall 2024 and its $100 million.", [("obs", "level", 300, "million_USD", *YEAR), ("cla", "growth", 5, "percent", *YEAR), ("obs", "level", 100, "million_USD", "2024-01-01", "2024-12-31")]),
    ("In 2029 trade was $300 million. That year oil cost $70/bbl.", [("obs", "level", 300, "million_USD", *YEAR), ("obs", "level", 70, "USD_per_barrel", *YEAR)]),
    ("Flows could grow by 2035 to 11 million tonnes.", [("tar", "level", 11, "million_tonnes", *OPEN)]),
    ("In the quarter to June 2029 the quay took 9 tonnes.", [("obs", "level", 9, "tonnes", "2029-04-01", "2029-06-30")]),
    ("In the week of 9-15 July 2029, 9 tonnes were loaded.", [("obs", "level", 9, "tonnes", "2029-07-09", "2029-07-15")]),
    ("By the end of March we had moved 9 tonnes.", [("obs", "level", 9, "tonnes", "2031-01-01", "2031-03-31")]),
    ("Through August 2029 they had moved 9 tonnes.", [("obs", "level", 9, "tonnes", "2029-01-01", "2029-08-31")]),
    ("Over five years it grew 4.3-fold.", [("cla", "multiple", 4.3, "ratio_to_base", *OPEN)]),
    # stocks are of a day; a verb of its own has its own period; what is compared with
    ("Grain stocks stood at 9 million tonnes as of 1 January 2030. Of these, wheat made up 60%.", [("obs", "level", 9, "million_tonnes", "2030-01-01", "2030-01-01"), ("cla", "share", 60, "percent", "2030-01-01", "2030-01-01")]),
    ("As of 1 July 2029, 310 firms were registered there.", [("obs", "level", 310, "count", "2029-07-01", "2029-07-01")]),
    ("They employ 900 people and paid 21 billion tenge in taxes in 2029.", [("obs", "level", 900, "persons", *OPEN), ("obs", "level", 21, "billion_KZT", *YEAR)]),
    ("In H1 2029 freight was 2 million tonnes, up 7 percent from January-June 2028.", [("obs", "level", 2, "million_tonnes", "2029-01-01", "2029-06-30"), ("cla", "growth", 7, "percent", "2029-01-01", "2029-06-30")]),
    ("Over the four months to April the line took 9 tonnes.", [("obs", "level", 9, "tonnes", "2031-01-01", "2031-04-30")]),
    ("In Q1 2029 exports were $9 million. A fund of $300 million has been set up.", [("obs", "level", 9, "million_USD", "2029-01-01", "2029-03-31"), ("obs", "level", 300, "million_USD", *OPEN)]),
    # lists
    ("PORT, JANUARY-JUNE 2029\n\n- Wagons: 28.1 thousand\n- Trucks (all): 902", [("obs", "level", 28.1, "thousand_wagons", "2029-01-01", "2029-06-30"), ("obs", "level", 902, "vehicles", "2029-01-01", "2029-06-30")]),
    ("In 2029 they sold 5.2, 6.1 and 7 million dollars' worth.", [("obs", "level", v, "million_USD", *YEAR) for v in (5.2, 6.1, 7)]),
    ("Trade was 66.1 million dollars in May 2029 (April: 71.4).", [("obs", "level", 66.1, "million_USD", "2029-05-01", "2029-05-31"), ("obs", "level", 71.4, "million_USD", "2029-04-01", "2029-04-30")]),
    ("Grain doubled (x2.1) in 2029.", [("cla", "multiple", 2, "ratio_to_base", *YEAR), ("cla", "multiple", 2.1, "ratio_to_base", *YEAR)]),
    # prices, rates, and changes said in few words
    ("Rates were $1,150 per TEU, up from $980.", [("obs", "level", 1150, "USD_per_TEU", *OPEN), ("obs", "level", 980, "USD_per_TEU", *OPEN)]),
    ("Wheat cost $228-232 a tonne.", [("obs", "level", 228, "USD_per_tonne", *OPEN), ("obs", "level", 232, "USD_per_tonne", *OPEN)]),
    ("It took 12 pairs of trains per day, and later 9 pairs of trains per day.", [("obs", "level", 12, "train_pairs_per_day", *OPEN), ("obs", "level", 9, "train_pairs_per_day", *OPEN)]),
    ("The airline will fly there five times a week.", [("tar", "level", 5, "flights_per_week", *OPEN)]),
    ("A 40-foot container was lost.", []),
    ("Exports fell 5%, and imports by 7%, in 2029.", [("cla", "growth", -5, "percent", *YEAR), ("cla", "growth", -7, "percent", *YEAR)]),
    ("Imports were $62 million in 2029, down $0.9 million.", [("obs", "level", 62, "million_USD", *YEAR), ("cla", "increase", -0.9, "million_USD", *YEAR)]),
    ("Inflation averaged 11.4 percent in 2029.", [("obs", "level", 11.4, "percent", *YEAR)]),
    # what is so now is not of the year before; "it was 14" counts what was counted
    ("Trade was $300 million in 2029. The fund holds $7 million. The bank has put in $9 million.", [("obs", "level", 300, "million_USD", *YEAR), ("obs", "level", 7, "million_USD", *OPEN), ("obs", "level", 9, "million_USD", *YEAR)]),
    ("Trade was $300 million in 2029. The bridge is estimated at $7 million.", [("obs", "level", 300, "million_USD", *YEAR), ("obs", "level", 7, "million_USD", *OPEN)]),
    ("Grain came to 5 tonnes in 2029, down from 2028, when 8 tonnes were sent.", [("obs", "level", 5, "tonnes", *YEAR), ("obs", "level", 8, "tonnes", "2028-01-01", "2028-12-31")]),
    ("There are 21 weekly flights. In 2028 there were 14.", [("obs", "level", 21, "flights_per_week", *OPEN), ("obs", "level", 14, "flights_per_week", "2028-01-01", "2028-12-31")]),
    ("The mill, set up in 2024, handled 6 tonnes.", [("obs", "level", 6, "tonnes", *OPEN)]),
    ("Passengers from here to there numbered 6,100 in 2029.", [("obs", "level", 6100, "persons", *YEAR)]),
    # what a promise grows from is so already; a part less is a fall
    ("The port will grow from 15 to 25 million tonnes by 2033.", [("obs", "level", 15, "million_tonnes", *OPEN), ("tar", "level", 25, "million_tonnes", *OPEN)]),
    ("The cable, 38 km long, is to be laid by 2033.", [("obs", "level", 38, "km", *OPEN)]),
    ("In 2029 imports were $9 million, a quarter less than in 2028.", [("obs", "level", 9, "million_USD", *YEAR), ("cla", "growth", -25, "percent", *YEAR)]),
    # a table among paragraphs, whose caption says the unit
    ("Oil was pumped.\n\nTable 3. Oil, thousand tonnes\n\nYear | All | Weekly flights\n2028 | 913 | 28\n2029 | 41.5 | 9\n\nGrain made up 20% in 2029.", [("obs", "level", 913, "thousand_tonnes", "2028-01-01", "2028-12-31"), ("obs", "level", 28, "flights_per_week", "2028-01-01", "2028-12-31"), ("obs", "level", 41.5, "thousand_tonnes", *YEAR), ("obs", "level", 9, "flights_per_week", *YEAR), ("cla", "share", 20, "percent", *YEAR)]),
    # what a number is compared with, sums up, or stands beside
    ("Last year 6,100 trucks passed, 1.3 times as many as in 2029.", [("obs", "level", 6100, "vehicles", "2030-01-01", "2030-12-31"), ("cla", "multiple", 1.3, "ratio_to_base", "2030-01-01", "2030-12-31")]),
    ("Gas flows were 1.2 bcm in 2030, half of what they were in 2029.", [("obs", "level", 1.2, "billion_m3", "2030-01-01", "2030-12-31"), ("cla", "share", 50, "percent", "2030-01-01", "2030-12-31")]),
    ("Trade was $300 million in 2029. The line has ordered 50 locomotives since 2026. Since its launch in 2019, the pipe has carried over 45 million tonnes.", [("obs", "level", 300, "million_USD", *YEAR), ("obs", "level", 50, "count", "2026-01-01", ""), ("obs", "level", 45, "million_tonnes", "2019-01-01", "")]),
    ("Since 2026 trade has grown to $300 million.", [("obs", "level", 300, "million_USD", *OPEN)]),
    ("In H1 2029 trade was $300 million; in 2Q alone it was $90 million.", [("obs", "level", 300, "million_USD", "2029-01-01", "2029-06-30"), ("obs", "level", 90, "million_USD", "2029-04-01", "2029-06-30")]),
    ("A trip took 40 days five years ago.", [("obs", "level", 40, "days", "2026-01-01", "2026-12-31")]),
    ("They sent 200 trains in 2028 and 358 in 2029.", [("obs", "level", 200, "trains", "2028-01-01", "2028-12-31"), ("obs", "level", 358, "trains", *YEAR)]),
    ("Of the 50 locomotives, thirty-five of the locomotives came in 2029. Two dozen of them went north in 2030.", [("obs", "level", 50, "count", *YEAR), ("obs", "level", 35, "count", *YEAR), ("obs", "level", 24, "count", "2030-01-01", "2030-12-31")]),
    ("Exports may grow by half by 2034.", [("tar", "growth", 50, "percent", *OPEN)]),
    ("Trade was $300 million in 2029. Grain went from 3 to 5 tonnes; 9,100 passengers came in 2030, 6 % fewer than a year before.", [("obs", "level", 300, "million_USD", *YEAR), ("obs", "level", 3, "tonnes", "2028-01-01", "2028-12-31"), ("obs", "level", 5, "tonnes", *YEAR), ("obs", "level", 9100, "persons", "2030-01-01", "2030-12-31"), ("cla", "growth", -6, "percent", "2030-01-01", "2030-12-31")]),
    ("In 2029, 300 trains came. A year earlier 250 trains had come; in 2026 there were just 31. Some 20 trains went north, including 6 to Poti.", [("obs", "level", 300, "trains", *YEAR), ("obs", "level", 250, "trains", "2028-01-01", "2028-12-31"), ("obs", "level", 31, "trains", "2026-01-01", "2026-12-31"), ("obs", "level", 20, "trains", *YEAR), ("obs", "level", 6, "trains", *YEAR)]),
    ("They took 56.5 thousand TEU in 2030; in 2029 it was just 25,200. Trains went from 3 to 5; 9,100 passengers came.", [("obs", "level", 56500, "TEU", "2030-01-01", "2030-12-31"), ("obs", "level", 25200, "TEU", *YEAR), ("obs", "level", 9100, "persons", "2030-01-01", "2030-12-31")]),
    ("In 2029 traffic grew by a factor of 26: in 2028 eleven trains came.", [("cla", "multiple", 26, "ratio_to_base", *YEAR), ("obs", "level", 11, "trains", "2028-01-01", "2028-12-31")]),
    ("Trade was $300 million in 2029. A box costs $3,200-3,500, and capacity grew from 1 to 5 million tonnes a year.", [("obs", "level", 300, "million_USD", *YEAR), ("obs", "level", 3200, "USD", *OPEN), ("obs", "level", 3500, "USD", *OPEN), ("obs", "level", 1, "million_tonnes_per_year", *OPEN), ("obs", "level", 5, "million_tonnes_per_year", *OPEN)]),
    ("In H1 2029 trade was $300 million. July brought another $40 million. Freight dwindled by a fifth.", [("obs", "level", 300, "million_USD", "2029-01-01", "2029-06-30"), ("obs", "level", 40, "million_USD", "2029-07-01", "2029-07-31"), ("cla", "growth", -20, "percent", "2029-07-01", "2029-07-31")]),
    ("Trade was $300 million in 2029. Each train pulls 50 wagons.", [("obs", "level", 300, "million_USD", *YEAR), ("obs", "level", 50, "wagons", *OPEN)]),
    ("Turnover, mln USD\n\nYear | Turnover | Growth, %\n2028 | 301.5 | 4\n2029 | 402.5 | -9.5", [("obs", "level", 301.5, "million_USD", "2028-01-01", "2028-12-31"), ("cla", "growth", 4, "percent", "2028-01-01", "2028-12-31"), ("obs", "level", 402.5, "million_USD", *YEAR), ("cla", "growth", -9.5, "percent", *YEAR)]),
    # digits with a word of a group; what only tells a size is no number
    ("They sent 3 hundred trains and 5 dozen wagons in 2029.", [("obs", "level", 300, "trains", *YEAR), ("obs", "level", 60, "wagons", *YEAR)]),
    ("Trade was $5 hundred million in 2029.", [("obs", "level", 500, "million_USD", *YEAR)]),
    ("They signed several dozen agreements and a few hundred contracts in 2029.", []),
    ("In I\u2013III quarters of 2029 trade was $300 million.", [("obs", "level", 300, "million_USD", "2029-01-01", "2029-09-30")]),
    ("In the first three quarters of 2029 trade was $300 million.", [("obs", "level", 300, "million_USD", "2029-01-01", "2029-09-30")]),
    ("For ten months, trade came to $560 million (January-October 2029: $470 million).", [("obs", "level", 560, "million_USD", "2030-01-01", "2030-10-31"), ("obs", "level", 470, "million_USD", "2029-01-01", "2029-10-31")]),
    ("They sent 84 trains in H1 2029 against sixty-one in H1 2028.", [("obs", "level", 84, "trains", "2029-01-01", "2029-06-30"), ("obs", "level", 61, "trains", "2028-01-01", "2028-06-30")]),
    # a season with and without its month, a year of something, growth in brackets
    ("As of 1 June 2030, 8 million tonnes went out since the beginning of the crop year (September 2029).", [("obs", "level", 8, "million_tonnes", "2029-09-01", "2030-05-31")]),
    ("As of 1 June 2030, 8 million tonnes went out since the beginning of the crop year.", [("obs", "level", 8, "million_tonnes", "", "2030-05-31")]),
    ("In 2029, the year of the flood, trade sank by 37 percent.", [("cla", "growth", -37, "percent", *YEAR)]),
    ("Output grew 6% in 2029 (2028: 3%).", [("cla", "growth", 6, "percent", *YEAR), ("cla", "growth", 3, "percent", "2028-01-01", "2028-12-31")]),
    ("In 2029 exports went up 3.7% in yuan terms.", [("cla", "growth", 3.7, "percent", *YEAR)]),
    # none
    ("The two ministers met for a three-day visit and talked.", []),
    ("Route 66 and flight J2-8075 are closed.", []),
]  # fmt: skip


def proposed(text, published=DAY):
    frame = extract(text, load("series"), load("units"), published)
    columns = ["table", "measure", "value", "unit", "period_start", "period_end"]
    return [
        (table[:3], measure, float(value), unit, first, last)
        for table, measure, value, unit, first, last in frame[columns].itertuples(
            index=False
        )
    ]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[c[0][:48] for c in CASES])
def test_figures_of_a_text(text, expected):
    assert proposed(text) == expected


def test_a_text_is_of_the_day_on_which_somebody_said_so():
    text = "Freight is to reach 5 tonnes, they said on 14 May 2031. Last year it was 4."
    rows = proposed(f"{text} Last year 4 tonnes came.", None)
    assert rows[-1] == ("obs", "level", 4, "tonnes", "2030-01-01", "2030-12-31")
    told = "The minister told reporters on 2 May 2031 that two agreements were signed."
    assert proposed(told) == [("obs", "level", 2, "count", *OPEN)]


def test_what_was_assumed_and_what_lacks_is_said():
    notes = {
        "In January-June, turnover rose 20% against the first half of 2028.": "2029: the year after the one it is compared with",
        "Re-exports came to AED 11.9 billion in 2029.": "the units table has no AED",
    }
    for text, note in notes.items():
        row = extract(text, load("series"), load("units"), DAY).iloc[0]
        assert row["note"] == note


def test_a_table_in_a_text_is_read_cell_by_cell():
    text = "Year;Turnover, mln USD\n2028;301,5\n2029;402,5"
    assert proposed(text) == [
        ("obs", "level", 301.5, "million_USD", "2028-01-01", "2028-12-31"),
        ("obs", "level", 402.5, "million_USD", *YEAR),
    ]


@pytest.mark.parametrize(
    ("text", "value", "other"),
    [
        ("Trade reached 2.345 million dollars in 2029.", "2.345", "2345"),
        ("It grew by 3,5 percent to 2,345 tonnes in 2029.", "2345", "2.345"),
        ("It grew by 3.5 percent to 2,345 tonnes in 2029.", "2345", ""),
        ("It grew by 3.5 percent to 2.345 million tonnes in 2029.", "2.345", ""),
    ],
)
def test_both_readings_of_a_separator_are_named_where_nothing_settles_it(
    text, value, other
):
    row = extract(text, load("series"), load("units")).to_dict("records")[-1]
    assert (row["value"], row["other_value"]) == (value, other)
    assert ("may be read both ways" in row["note"]) == bool(other)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Товарооборот за 2029 год составил 300,5 млн долларов.", "Russian"),
        ("2029 жылы тауар айналымы 300 млн доллар болды, өсім бар.", "Kazakh"),
        ("Ticarət dövriyyəsi 2029-cu ildə 300 milyon dollar olub.", "Azerbaijani"),
        (
            "Ticaret hacmi 2029 yılında yüzde 5 artışla 300 milyon dolar oldu.",
            "Turkish",
        ),
        (
            "Der Handel stieg im Jahr 2029 um 5 Prozent auf 300 Millionen Dollar.",
            "German",
        ),
        ("Obroty handlowe wyniosły 500 mln dolarów w 2029 roku.", "Polish"),
        ("Le commerce a atteint 500 millions de dollars en 2029.", "French"),
        ("El comercio alcanzó 500 millones de dólares en 2029.", "Spanish"),
        ("Il commercio ha raggiunto 500 milioni nel 2029.", "Italian"),
        ("O comércio atingiu 500 milhões de dólares em 2029.", "Portuguese"),
        ("ვაჭრობის მოცულობა 2029 წელს 300 მილიონი დოლარი იყო.", "Georgian"),
    ],
)
def test_a_text_in_another_language_is_named_and_nothing_proposed(text, language):
    with pytest.raises(UsageError, match=f"in {language}, which is not read"):
        extract(text, load("series"), load("units"))


ASSUMED = [
    ("Trade amounted to 90 million manat in 2029.", "Azerbaijan"),
    ("As of 01.09.2029 trade reached $300 million.", "from the start of the year"),
    ("In the 2028/29 season 5,000 tons were shipped.", "months of"),
    ("Freight fell from 3,2 to 2,9 million tonnes in 2029.", "2028 implied"),
    ("Half of the grain went by rail in 2029.", "a rounded word"),
    ("In the same period last year 5 million tons were carried.", "months of 2030"),
    ("Delivery fell from 40 to 15 days.", "which another is compared with"),
]


@pytest.mark.parametrize(("text", "words"), ASSUMED, ids=[row[1] for row in ASSUMED])
def test_what_is_assumed_is_said(text, words):
    notes = extract(text, load("series"), load("units"), DAY)["note"]
    assert words in notes.iloc[0]


LONG = {
    "spaces": "5" + " " * 8000 + "million tonnes",
    "digits": "1" * 100_000,
    "commas": "1," * 50_000,
    "brackets": "(" * 100_000,
    "years": "2024 " * 20_000,
    "one paragraph": "In 2024 trade rose by 5% to $500 million from $400 million, and " * 310,
}  # fmt: skip


# A square would take minutes.
@pytest.mark.timeout(300)
@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_reading_takes_time_in_proportion_to_the_text(text):
    tables = load("series"), load("units")
    extract(text[:500], *tables)
    extract(text, *tables)


def test_a_number_has_no_deadline_that_stands_behind_the_next_number():
    text = (
        "For the whole of 2032 they plan 5 million tons, and 10 million tons by 2035."
    )
    rows = extract(text, load("series"), load("units"), DAY)
    assert rows["deadline_end"].to_list() == ["2032-12-31", "2035-12-31"]


def test_a_promise_for_a_period_ends_with_it():
    text = "Published 2 May 2029. They plan 9 million tonnes for 2030."
    row = extract(text, load("series"), load("units")).iloc[0]
    assert (row["table"], row["deadline_end"]) == ("targets", "2030-12-31")


def test_a_promise_has_the_year_that_ends_it_not_the_one_of_the_promise_before():
    text = "Published 2 May 2029. The line is to carry 5 tonnes in 2030 and 9 tonnes by 2033."
    rows = extract(text, load("series"), load("units"))
    assert list(rows["deadline_end"]) == ["2030-12-31", "2033-12-31"]


def test_cells_of_a_table_stand_where_they_are_said_to():
    text = "Intro.\n\nYear;Trains;Wagons\n2024;24;20\n2025;25;21\n\nEnd."
    rows = extract(text, load("series"), load("units"))
    places = zip(rows["start"], rows["end"], rows["words"], strict=True)
    assert all(text[start:end] == words for start, end, words in places)
    assert rows["start"].is_unique
    assert set(rows["paragraph"]) == {2}
