"""A link between two network namespaces in user space, where the kernel has no netem: slow-link.py NAMESPACE_A NAMESPACE_B DELAY_MS JITTER_MS LOSS_PERCENT
(each way). A is 10.232.9.1, B is 10.232.9.2; order is kept. Stopped, it carries nothing; continued, it carries on."""
import fcntl, heapq, os, random, select, struct, subprocess, sys, time

namespace_a, namespace_b = sys.argv[1:3]
delay, jitter, loss = float(sys.argv[3]) / 1000, float(sys.argv[4]) / 1000, float(sys.argv[5]) / 100


def tun(name, namespace, address, peer):
    end = os.open('/dev/net/tun', os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, 0x400454CA, struct.pack('16sH', name.encode(), 0x1001))
    for command in (f'ip link set {name} netns {namespace}', f'ip -n {namespace} addr add {address}/32 peer {peer} dev {name}',
                    f'ip -n {namespace} link set {name} mtu 1400 up', f'ip -n {namespace} link set lo up'):
        subprocess.run(command.split(), check=True)
    return end


a = tun('slowA', namespace_a, '10.232.9.1', '10.232.9.2')
b = tun('slowB', namespace_b, '10.232.9.2', '10.232.9.1')
print('up', flush=True)
waiting, count, last = [], 0, {a: 0.0, b: 0.0}
while True:
    now = time.monotonic()
    while waiting and waiting[0][0] <= now:
        _, _, end, packet = heapq.heappop(waiting)
        try:
            os.write(end, packet)
        except OSError:
            pass
    for end in select.select([a, b], [], [], max(0, waiting[0][0] - now) if waiting else 1)[0]:
        for _ in range(64):
            try:
                packet = os.read(end, 2048)
            except BlockingIOError:
                break
            if random.random() < loss:
                continue
            other = b if end == a else a
            last[other] = due = max(time.monotonic() + delay + random.uniform(-jitter, jitter), last[other])
            count += 1
            heapq.heappush(waiting, (due, count, other, packet))
