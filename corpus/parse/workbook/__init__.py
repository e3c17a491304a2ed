"""Spreadsheets to blocks: xlsx, xls, et, ods."""
