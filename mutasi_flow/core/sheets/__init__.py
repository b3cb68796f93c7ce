"""Sheets in and out: CSV and XLSX files of any office, read with care and written without surprises.

``columns`` and ``importer`` are the types that a subject fills; ``guard``, ``header``, ``cells`` and ``read`` turn a
file into a table; ``tidy`` turns the table into clean records and problems; ``write`` and ``annotate`` give sheets
back; ``run`` is the one way in which an import happens.
"""
