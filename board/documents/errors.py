"""The ways printing fails. None of them is the reader's fault; each says what to do."""


class DocumentFailed(Exception):
    """The document could not be printed."""


class PrintingTookTooLong(DocumentFailed):
    """The document was not ready in time; it can be asked for again."""


class ReaderBusy(DocumentFailed):
    """Another file is being looked at; this one was not, and can be sent again."""


class PrinterMissing(DocumentFailed):
    """The machine lacks the system libraries that PDFs need."""
