"""Turn composed HTML into PDF: the only place that knows WeasyPrint.

`engine` imports WeasyPrint and is meant for worker processes; everything else here is light.
"""
