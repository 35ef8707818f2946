package io.workbenchx.providers.store;

/** The S3 server of the compose file. */
class VersitygwServerTest extends S3StoreContract {
    VersitygwServerTest() {
        super("versitygw");
    }
}
