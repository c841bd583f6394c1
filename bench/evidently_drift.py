"""What bench/drift gives to Evidently's interpreter: both tables read with pandas, and the preset for drift on them."""

import sys

import pandas
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset

reference, current = (pandas.read_csv(path) for path in sys.argv[1:3])
numbers = [name for name in reference.columns if pandas.api.types.is_numeric_dtype(reference[name])]
words = [name for name in reference.columns if name not in numbers]
definition = DataDefinition(numerical_columns=numbers, categorical_columns=words)
report = Report([DataDriftPreset()]).run(Dataset.from_pandas(current, data_definition=definition),
                                         Dataset.from_pandas(reference, data_definition=definition))
print(report.dict()["metrics"][0]["value"])
