import type { Listener } from './linux-listeners.ts';

/**
 * Protocols in which the client speaks first, so that a stray line could be an entry of a log, or worse.
 * Ports of the IANA registry and of the products' own documentation.
 */
const ports = new Set([
  22, 23, 25, 53, 88, 110, 111, 135, 139, 143, 389, 445, 465, 548, 587, 636, 873, 993, 995, 1080, 1433, 1521, 1883,
  2049, 2181, 2379, 2380, 3306, 3389, 4222, 4369, 5005, 5060, 5222, 5353, 5432, 5433, 5671, 5672, 5900, 6000, 6379,
  6380, 6432, 7000, 7687, 8883, 9042, 9092, 9160, 9300, 9418, 11211, 26257, 26379, 27017, 27018, 27019, 33060, 61616,
]);
const programs =
  /^(postgres|postmaster|pgbouncer|pgpool|mysqld|mysql-router|proxysql|mariadbd|redis-|valkey-|keydb-|dragonfly|mongo[ds]|sqlservr|tnslsnr|cockroach|clickhouse|etcd|nats-server|mosquitto|sshd|ssh$|dnsmasq|systemd-resolve|cupsd|rpcbind|memcached|beam\.smp|epmd|smbd|Xorg|adb|containerd|dockerd)/;
/** What listens for containers and clusters: behind it may be a database, whose own name is not to be seen. */
const carriers =
  /^(docker-proxy|com\.docker|rootlesskit|rootlessport|slirp4netns|pasta|gvproxy|limactl|vpnkit|colima|OrbStack|kubectl|cloud-sql-proxy|cloud_sql_proxy)/i;

/** Whether a listener is known to speak something else than HTTP, or may well do. */
export const isKnownOther = ({ port, process = '' }: Listener): boolean => ports.has(port) || programs.test(process);

/** Whether a listener only carries what others say. */
export const isCarrier = ({ process = '' }: Listener): boolean => carriers.test(process);

/** Programs that run others: the folder says more than their name. */
export const isRuntime = (process = ''): boolean =>
  /^(node|nodejs|deno|bun|python[\d.]*|ruby[\d.]*|javaw?|php[\d.]*|php-fpm.*|dotnet|MainThread|npm|uvicorn|gunicorn|puma|main|__debug_bin\d*)$/i.test(
    process,
  );
