"""Files of any frame: CSV, workbooks, Parquet, Markdown and LaTeX."""
