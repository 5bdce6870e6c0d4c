"""Turn an article, a clinic and a format into one HTML text with its style sheets.

`composer.Composer` is the entrance. Nothing is imported here: rendering needs only `composed` and
`layout`, and should not wait for the templates' machinery.
"""
