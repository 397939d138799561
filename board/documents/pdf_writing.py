"""Writing a PDF out, every object once: the engine turns each into bytes again, for the name of the file alone.

The syntax is its own: objects in a compressed stream, a table that is a stream (ISO 32000-1, 7.5.7 and 7.5.8).
"""

import zlib
from hashlib import sha256
from typing import Any, BinaryIO

import pydyf

#: What stands in the table: an object of its own, or one inside the stream of objects.
ALONE, INSIDE = 1, 2


class WrittenOnce(pydyf.PDF):
    """A document that is written in one go; a finished one of the engine becomes it by its class."""

    def write(
        self,
        output: BinaryIO,
        _version: object = None,
        _identifier: object = None,
        _compress: object = None,
    ) -> None:
        """Write the whole file; its identifier is a digest of all that is in it."""
        self.add_object(self.info)
        file = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        packed = pydyf.Stream()
        self.add_object(packed)
        table = self._put_objects(file, packed)
        self._put_table(file, table)
        output.write(file)

    def _put_objects(self, file: bytearray, packed: Any) -> dict[int, tuple[int, int, int]]:
        """Add all objects to the file, and return where each of them is."""
        table, inside = {0: (0, 0, 0)}, list[bytes]()
        index, length = list[str](), 0
        for one in self.objects:
            if one is packed or one.free == "f":
                continue
            if not one.compressible:
                table[one.number] = (ALONE, len(file), 0)
                file += _indirect(one.number, _stream(one) if one.compress else one.data)
                continue
            table[one.number] = (INSIDE, packed.number, len(inside))
            index.append(f"{one.number} {length}")
            inside.append(one.data)
            length += len(inside[-1]) + 1
        head = " ".join(index).encode()
        packed.stream = [head, *inside]
        packed.extra = {"Type": "/ObjStm", "N": len(inside), "First": len(head) + 1}
        table[packed.number] = (ALONE, len(file), 0)
        file += _indirect(packed.number, _stream(packed))
        return table

    def _put_table(self, file: bytearray, table: dict[int, tuple[int, int, int]]) -> None:
        """Add the table of where everything is, and the way to it."""
        begins, number = len(file), len(self.objects)
        table[number] = (ALONE, begins, 0)
        wide = (1, _bytes_for(begins), _bytes_for(max(last for _, _, last in table.values())))
        rows = (
            value.to_bytes(size, "big")
            for row in range(number + 1)
            for value, size in zip(table.get(row, (0, 0, 0)), wide, strict=True)
        )
        # the same file, the same name: nothing else tells two records apart for an archive
        name = sha256(file).hexdigest()[:32]
        extra = {
            "Type": "/XRef",
            "W": pydyf.Array(wide),
            "Size": number + 1,
            "Root": self.catalog.reference,
            "Info": self.info.reference,
            "ID": pydyf.Array((pydyf.String(name), pydyf.String(name))),
        }
        file += _indirect(number, _stream(pydyf.Stream([b"".join(rows)], extra)))
        file += b"startxref\n%d\n%%%%EOF\n" % begins


def _indirect(number: int, data: bytes) -> bytes:
    return b"%d 0 obj\n%b\nendobj\n" % (number, data)


def _stream(one: Any) -> bytes:
    """Return a stream, made small."""
    content = zlib.compress(b"\n".join(map(pydyf._to_bytes, one.stream)), 9)
    extra = pydyf.Dictionary({**one.extra, "Filter": "/FlateDecode", "Length": len(content)})
    return b"%b\nstream\n%b\nendstream" % (extra.data, content)


def _bytes_for(value: int) -> int:
    return max(1, (value.bit_length() + 7) // 8)
