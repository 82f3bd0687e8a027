/** Runs bundled with the package, on a socket that answers nothing but hello. */
import { connect } from 'mles';

class Socket extends EventTarget {
    readyState = 1;
    bufferedAmount = 0;
    protocol = 'mles-websocket-2';

    constructor() {
        super();
        setTimeout(() => {
            this.onopen();
            this.onmessage({ data: Uint8Array.from([0xa2, 0x65, ...Buffer.from('hello'), 2, 0x64, ...Buffer.from('ping'), 0]).buffer });
        });
    }

    close() {
        this.readyState = 3;
    }
}

const mles = connect('ws://test', { WebSocket: Socket });
mles.addEventListener('up', () => {
    console.log('up');
    mles.close();
});
