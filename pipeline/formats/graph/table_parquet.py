"""The tables of an analysis as Parquet, a file each, with the types of their columns.

Writing needs pyarrow, which `pip install 'argument-pipeline[parquet]'` brings.
"""

import io
from typing import Final

from pipeline.domain.analysis import Analysis
from pipeline.formats.graph import tables
from pipeline.formats.graph.tables import Table, tables_of

KEEPS: Final = tables.KEEPS


def write_table_parquet(analysis: Analysis, name: str) -> dict[str, bytes]:
    """`NAME.sentences.parquet`, `NAME.relations.parquet` and so on."""
    return {f"{name}.{table.name}.parquet": parquet_of(table) for table in tables_of(analysis)}


def parquet_of(table: Table) -> bytes:
    """One table."""
    import pyarrow
    from pyarrow import parquet

    kinds = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_()}
    schema = pyarrow.schema([(column, kinds[kind]) for column, kind in table.columns.items()])
    columns = [[row[i] for row in table.rows] for i in range(len(table.columns))]
    arrays = [pyarrow.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    stream = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=schema), stream)
    return stream.getvalue()
