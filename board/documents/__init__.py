"""Paper and pictures: plain values in, PDF bytes and SVG out.

course    the course of a disease as plain values; timeline draws it for screen, phone and paper
record    what a decision record says; plan puts it on paper
charts    small bars that need no colour: votes, clone size
pdf       WeasyPrint, closed to the world; worker runs it in a process of its own
"""
