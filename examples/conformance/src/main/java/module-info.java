/** A small Mles codec; it knows nothing of the kit that tests it. */
module example.tinymles {
    exports example.tinymles;
}
