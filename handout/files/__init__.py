"""Read only what is really a file, and write files whole or not at all."""

from handout.files.reading import (
    FILE_LIMIT,
    PICTURE_LIMIT,
    NotRegularError,
    TooLargeError,
    open_regular,
    read_digest,
    read_regular,
)
from handout.files.writing import (
    STALE_AFTER_S,
    FileWriter,
    GrowingFile,
    find_free_name,
    is_alive,
    is_temporary,
    prepare_folder,
    probe_folder,
    remove_stale,
    write_file,
    write_new_files,
)

__all__ = [
    "FILE_LIMIT",
    "PICTURE_LIMIT",
    "STALE_AFTER_S",
    "FileWriter",
    "GrowingFile",
    "NotRegularError",
    "TooLargeError",
    "find_free_name",
    "is_alive",
    "is_temporary",
    "open_regular",
    "prepare_folder",
    "probe_folder",
    "read_digest",
    "read_regular",
    "remove_stale",
    "write_file",
    "write_new_files",
]
