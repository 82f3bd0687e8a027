package mles.server.delivery;

/** Is told of what members wrote into the log of their channel, by positions in that. Thread: home loop. */
interface PublishListener {
    /** Of members that read that log itself. */
    PublishListener DIRECT = new PublishListener() {
        @Override
        public void wrote(ReaderGroupProxy proxy, Cursor cursor, long from, long to, long frames) {
            proxy.own(cursor, from, to, frames);
        }

        @Override
        public void answer(ReaderGroupProxy proxy, Cursor cursor, long end, long tag, long number) {
            proxy.answer(cursor, end, tag, number);
        }
    };

    /** {@code cursor} wrote this range. */
    void wrote(ReaderGroupProxy proxy, Cursor cursor, long from, long to, long frames);

    /** {@code cursor} wants to know when it has everything before {@code end}, which is the head. */
    void answer(ReaderGroupProxy proxy, Cursor cursor, long end, long tag, long number);
}
