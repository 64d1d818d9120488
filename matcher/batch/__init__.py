"""Tables of enterprises in, tables of matches out: one machine or several, in bounded memory."""
