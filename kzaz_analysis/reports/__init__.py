"""One room a report: its study, page, sentences, tables and charts."""
