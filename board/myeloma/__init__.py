"""Knowledge of the disease, pure: the facts of one case in, what follows from them out.

facts, reading   what a case says; the case read once, each answer worked out when asked
treatment        what was given: drugs and regimens by name, courses, lines, refractoriness, intervals
disease          what the disease does: markers, response, relapse
genome           what the laboratory found: its text read, genes, the panel; beside it risk
health           what the patient can take: frailty, organs, doses, cautions, supportive care
eligibility      which options have their criteria met: the language of criteria, options, trials
settling         what is missing, what would settle it, and what changed
telling          what the brief says, as plain values
calculating      each formula and score on its own, by name
rules            the rule files; rulebook.toml lists the rules that are written in Python
"""
