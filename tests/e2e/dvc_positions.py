"""Where each value of a YAML file stands, as ruamel.yaml reads it: what turns a line and a column into a path."""
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent


class Reader:
    """Walks the events of one document; a key and its value have the same path."""

    def __init__(self):
        # One list an open collection: [is a map, the path, the index or the key (None: a key comes next)].
        self.open = []
        self.places = []
        self.refers = []

    def next_path(self, event):
        if not self.open:
            return []
        top = self.open[-1]
        is_map, path, current = top
        if not is_map:
            top[2] += 1
            return path + [current]
        if current is None:
            top[2] = key = getattr(event, "value", "?")
            return path + [key]
        top[2] = None
        return path + [current]

    def take(self, event):
        if isinstance(event, CollectionEndEvent):
            self.open.pop()
        elif isinstance(event, (ScalarEvent, AliasEvent, MappingStartEvent, SequenceStartEvent)):
            path = self.next_path(event)
            mark = event.start_mark
            # What is not written stands nowhere.
            if mark.index != event.end_mark.index or isinstance(event, (MappingStartEvent, SequenceStartEvent)):
                self.places.append([mark.line + 1, mark.column + 1, path])
            if isinstance(event, AliasEvent):
                self.refers.append(path)
            if isinstance(event, MappingStartEvent):
                self.open.append([True, path, None])
            elif isinstance(event, SequenceStartEvent):
                self.open.append([False, path, 0])


def places_of(text):
    """[[line, column, path], ...] in the order of the file, as far as it can be read, and the paths of its aliases."""
    reader = Reader()
    try:
        for event in YAML().parse(text):
            reader.take(event)
    except YAMLError:
        pass
    return reader.places, reader.refers
