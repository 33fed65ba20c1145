"""What stops a run that is neither a fault of the program nor of what it was given."""

from pathlib import Path


class Unwritable(OSError):  # noqa: N818 - it is the disk that is at fault
    """A file cannot be written: the disk is full, or not ours; the message says what to do."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(error.errno, error.strerror, str(path))

    def __str__(self) -> str:
        """What, where, and what to do."""
        return (
            f"cannot write {self.filename} ({self.strerror}); what was written before is whole: "
            f"make room on the disk of {Path(self.filename).parent}, or choose another"
        )
