"""Read files of data: tables as spreadsheets save them, in text or as workbooks."""
