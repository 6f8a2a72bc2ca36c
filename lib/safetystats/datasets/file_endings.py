"""The endings of the files that are read, of one kind each."""

PLAIN_TEXT = (".csv", ".tsv", ".txt")
SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
PARQUET = ".parquet"
