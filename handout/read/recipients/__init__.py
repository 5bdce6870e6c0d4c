"""Read lists of recipients: whom a handout is made for, from spreadsheets and exports.

In comes a file or standard input; out goes a `RecipientList` that holds its rows as plain texts.
`check_recipients` says everything that is wrong with them, by row and column. No message, and
nothing that is kept on the disk, says who is in a list.

One module a kind of list (`delimited`, `workbook`, `objects`), one for what they share: `encoding`,
`headings`, `values`. `parts`, `book` and `sheets` are what a workbook is made of. `rules` knows
what a column may hold, `duplicates` who is in a list twice.
"""

from __future__ import annotations

from handout.read.recipients.check import Findings, check_recipients
from handout.read.recipients.encoding import list_readings
from handout.read.recipients.known import KNOWN
from handout.read.recipients.lists import RecipientList
from handout.read.recipients.reading import read_recipients
from handout.read.recipients.rules import has_consent, match_format, match_language
