/** Every peer with every workload that it can do; what is compared `with` another workload comes right after it. */
export function cellsOf(peers, workloads) {
  const names = new Set(workloads.map(({ name }) => name));
  const firsts = workloads.filter(one => !names.has(one.with));
  return firsts.flatMap(first => {
    const group = [first, ...workloads.filter(one => one.with === first.name)];
    return peers.flatMap(peer =>
      group.filter(({ name }) => peer.workloads.includes(name)).map(workload => ({ peer, workload, runs: [] })),
    );
  });
}
