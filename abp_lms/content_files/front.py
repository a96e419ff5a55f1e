"""The facts at the top of a Markdown file."""

from abp_lms.content_files.source import Line, SourceFile


def split_front(source: SourceFile) -> tuple[list[Line], list[Line]]:
    """The lines between the two `---` at the top of a file, and the lines after them."""
    lines = list(source.lines)
    if not lines or lines[0].text != "---":
        source.error(1, "the file must begin with a line of three hyphens.", "Put --- on line 1.")
        return [], lines
    for place, line in enumerate(lines[1:], start=1):
        if line.text == "---":
            return lines[1:place], lines[place + 1 :]
    source.error(
        1, "the facts at the top are not closed.", "Put a line of three hyphens (---) after them."
    )
    return [], []
