"""Plots: the rows of a CSV file that the pipeline declares as one."""
import csv
import os

_columns = {}  # by path, of the files that this process has begun


def log_plot(path, **row):
    """Adds a row to the plot at `path`, a .csv or .tsv file: log_plot("plots/loss.csv", epoch=1, loss=0.3).

    The first row of a process begins the file anew and names its columns; later rows have the same ones. One process
    at a time.
    """
    if not row:
        raise ValueError("a row needs columns: log_plot('plots/loss.csv', epoch=1, loss=0.3)")
    if not path.endswith((".csv", ".tsv")):
        raise ValueError(f"a plot of rows is a .csv or .tsv file, not '{path}'")
    place = os.path.abspath(path)
    columns = _columns.get(place)
    if columns is not None and set(columns) != set(row):
        raise ValueError(f"the columns of {path} are {', '.join(columns)}, not {', '.join(row)}")
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place, "w" if columns is None else "a", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter="\t" if path.endswith(".tsv") else ",", lineterminator="\n")
        if columns is None:
            columns = _columns[place] = tuple(row)
            writer.writerow(columns)
        writer.writerow([row[column] for column in columns])
