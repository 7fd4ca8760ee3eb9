"""`make bench`: loads synthetic teams of 5,000 and measures pages over HTTP. Not a test: nothing here fails on time."""

from typing import Final

HOST: Final = "bench.onion"  # the one kind of host that production serves without TLS
COUNT: Final = "X-Count-Queries"  # a header that asks for the number of queries, and answers it
PASSPHRASE: Final = "a sentence for the bench only"
SECRET: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
