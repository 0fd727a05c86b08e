"""How large a file may be before it is refused unread, each bound with its reason.
What a report may say (quantities, shares, targets) is bounded in `expectations/limites.yml`.

A usual report has 220 rows and weighs 25 kB; the largest foreseen has 20,000 rows, 14 columns and 2 MB.
"""

MAX_FILE_BYTES = 25 * 1024 * 1024
"""Ten times the largest foreseen report; keeps what is held in memory small."""

MAX_UNPACKED_BYTES = 128 * 1024 * 1024
"""A 20,000-row sheet unpacks to some 15 MB, so this leaves room for pictures and forgotten sheets."""

MAX_MEMBERS = 2_000
"""Members of a zip container; a workbook of Excel has 10 to 30."""

MAX_RATIO = 250
"""Unpacked over packed size; sheets reach 20, thousands of styled blank rows 100, a zip bomb 1,000."""

RATIO_FROM_BYTES = 8 * 1024 * 1024
"""The ratio is judged only past this unpacked size: small members of one repeated letter harm nobody."""

MAX_ROWS = 30_000
"""Rows of a sheet, half as many again as the largest foreseen report; all of them wrong, `validar` takes 12 s."""

MAX_COLUMNS = 512
"""Columns of a sheet that hold something; the format has 14."""

MAX_GRID_CELLS = 450_000
"""Rows x columns of the rectangle around a sheet's filled cells: calamine lays it out whole, 32 bytes a cell."""

MAX_ODDITIES = 50_000
"""Cells of a sheet that are merged, and such that hold an error or a formula without its result: each is looked up by
itself. A report of 20,000 rows has none, or a column of them."""

MAX_ANSWER_BYTES = 96 * 1024 * 1024
"""All the cells of a workbook, as the reading process hands them back: one long text may fill every cell of a sheet
and weigh nothing in the file. 20,000 rows weigh 6 MB."""

MAX_INDEX_BYTES = 2 * 1024 * 1024
"""The list of a workbook's sheets, parsed whole; it usually weighs 2 kB."""

MAX_TITLE_ROWS = 200
"""Rows of the sheet in which the table's header is looked for."""

OTHER_SHEETS_SECONDS = 2
"""Processor time for looking whether a further sheet carries the table, too; what is not reached is not looked at."""

READING_SECONDS = 30
"""Time that the reading process may take for a workbook; 20,000 rows take under 1."""

READING_BYTES = 2 * 1024 * 1024 * 1024
"""Address space of that process."""

MAX_FINDINGS_OF_A_RULE = 1_000
"""Rows of a report that are told one by one for breaking the same rule; the others are counted. It is the 5 % of the
largest foreseen report, so that whatever is not refused is told whole."""
