/** An application with a server and clients in it. Without this file it is the same application on the class path. */
module example.embedding {
    requires mles.client;
    requires mles.server;
}
