"""Read the outside world into the model: a clinic's folder, its articles, and pasted text.

Every reader takes a path and a `report`, hands all the faults it finds to `report`, and answers
None where a fault makes the thing unusable.
"""
