"""Checks of a briefing's content before anything is printed; each check yields findings.

Their codes:

==== =======================================================================================
C101 a fact is due for review soon
C102 a fact is overdue
C103 a fact, a source or an acronym is never used
C104 a fact of low confidence is stated without a qualifier
C201 a hard-coded number in running text
C301 an edition is harder to read than its reader's limit
C302 a word to avoid in texts for this audience
C401 an alternative text that says nothing
C402 a heading that skips a level
C403 a link whose words do not say where it leads
C404 a table that seems to be there for the look of the page
C405 what is told by colour alone
C406 a sentence or cell that is only a sign
C501 a sentence of more words than its reader's limit
C502 two ideas in a sentence of Easy Read
C503 an acronym in Easy Read
C504 a table, code, raised or lowered letters in Easy Read
C505 a number with decimals in Easy Read
==== =======================================================================================
"""
