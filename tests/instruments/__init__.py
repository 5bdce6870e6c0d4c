"""Judge PDFs: the means by which every handout is measured in the tests.

Each module asks one kind of question of a finished file and knows nothing of how it was made:
`verapdf` whether it is PDF/UA-1, `structure` what a screen reader gets, `geometry` where every word
stands, `metadata` what the file says of itself, `pictures` what the eye sees. `judgement` holds the
rules that follow from them. `tests/test_instruments.py` shows that each of them can fail.
"""

from __future__ import annotations
