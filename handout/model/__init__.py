"""Hold what the pipeline passes from stage to stage.

Frozen records and nothing else: no file is opened here and nothing is formatted. Readers make them,
composing and rendering consume them. Lengths are in millimetres and sizes in points, as their names
say; `line` and `column` count from 1.
"""

from __future__ import annotations

from handout.model.article import (
    Article,
    Author,
    Reviewer,
)
from handout.model.clinic import (
    FLIPS,
    LETTERHEADS,
    NOTES,
    PAPERS,
    Brand,
    Clinic,
    Defaults,
    FontFile,
    Picture,
    PrintSettings,
)
from handout.model.content import (
    FIGURE_SIZES,
    Align,
    Block,
    Blocks,
    Break,
    BulletList,
    CallOut,
    CallOutKind,
    CheckItem,
    CheckList,
    Code,
    CodeBlock,
    Definition,
    DefinitionList,
    Emphasis,
    Fact,
    Field,
    Figure,
    Footnote,
    Foreign,
    Heading,
    Inline,
    Inlines,
    Link,
    NoteMark,
    NumberedList,
    Paragraph,
    Quote,
    Rule,
    Section,
    Strong,
    Table,
    Text,
)
from handout.model.nodes import find_nodes, replace_nodes
from handout.model.output import (
    A4,
    FORMATS,
    LANGUAGES,
    LETTER,
    RIGHT_TO_LEFT,
    SCREEN,
    THEMES,
    Edition,
    Format,
    Grid,
    Language,
    Urgent,
)
from handout.model.problem import (
    MISSING,
    Place,
    Problem,
    ProblemLog,
    Report,
    Severity,
    describe_bug,
    describe_failure,
    make_error,
    make_warning,
    soften_missing,
    sort_problems,
)
from handout.model.project import (
    Project,
    Source,
)
from handout.model.recipient import (
    Recipient,
)
from handout.model.words import WORDS
