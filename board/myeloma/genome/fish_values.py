"""What a laboratory's text says, as plain values for a terminal or another system.

Sources: as in genetics_text.py. Nothing here is a fact of a case.
"""

from board.myeloma.genome.genetics_text import GeneticsText, Value, read

#: Finding to the partner of IGH it shows.
PARTNERS = {
    "t4_14": "FGFR3/NSD2",
    "t11_14": "CCND1",
    "t14_16": "MAF",
    "t14_20": "MAFB",
    "t6_14": "CCND3",
}


def fish_values(text: str) -> dict[str, Value]:
    """Return finding to value; *pct* for a single fusion or split, *note* and *not_understood*.

    ``partner`` is None when IGH is rearranged and no partner was seen. What the text says cannot
    be told is None; what it does not speak of is left out.
    """
    told = read(text)
    values: dict[str, Value] = {name: found.value for name, found in told.findings.items()}
    fused = [name for name in PARTNERS if values.get(name) is True]
    if values.get("igh_rearranged") is True:
        values["partner"] = PARTNERS[fused[0]] if len(fused) == 1 else None
    shares = [told.findings[name].percent for name in fused or ["igh_rearranged"] if name in values]
    if len(shares) == 1 and shares[0] is not None:
        values["pct"] = shares[0]
    return values | _remarks(told)


def _remarks(told: GeneticsText) -> dict[str, Value]:
    said = (*(found.note for found in told.findings.values()), *told.notes)
    notes = "; ".join(dict.fromkeys(note for note in said if note))
    strange = "\n".join(told.not_understood)
    return {key: words for key, words in (("note", notes), ("not_understood", strange)) if words}
