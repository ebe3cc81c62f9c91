// Batches of parts: epochs, and an interrupted iteration that continues bit for bit.
import Foundation
import GimbalGraphs
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Batches of parts")
struct SampledBatchesTests {
    private func batches(_ seed: UInt64 = 5) throws -> SampledBatches<NeighborSampler> {
        let sampler = try NeighborSampler(SamplerTests.graph(), fanOuts: [2, 2])
        return try SampledBatches(
            sampler, items: Array(10..<33), SampledBatchConfig(batchSize: 5), using: RandomStream(seed: seed))
    }

    @Test("an epoch goes through every item once, in an order of its own")
    func epochs() throws {
        let batches = try batches()
        var epochs: [[Int]] = []
        for _ in 0..<2 {
            var seeds: [Int] = [], count = 0
            while let part = try batches.next() {
                seeds += part.nodes.prefix(part.seedCount)
                count += 1
            }
            #expect(seeds.sorted() == Array(10..<33) && count == 5 && batches.batchCount == 5)
            epochs.append(seeds)
        }
        #expect(epochs[0] != epochs[1] && epochs[0] != Array(10..<33))
    }

    @Test("without shuffling the order is the items', and a short batch can be left out")
    func ordered() throws {
        let graph = try SamplerTests.graph()
        let config = SampledBatchConfig(batchSize: 4, shuffles: false, dropsLast: true)
        let batches = try SampledBatches(
            EgoSampler(graph, hops: 1), items: [9, 8, 7, 6, 5, 4], config, using: RandomStream(seed: 1))
        #expect(try batches.next()?.nodes.prefix(4) == [9, 8, 7, 6])
        let end = try batches.next()
        #expect(end == nil && batches.batchCount == 1)
        #expect(try batches.next()?.nodes.prefix(4) == [9, 8, 7, 6])
    }

    @Test(
        "an iteration continues bit for bit from a state that was saved anywhere",
        arguments: [0, 1, 3, 5, 6, 8])
    func resume(_ steps: Int) throws {
        let straight = try batches()
        for _ in 0..<steps { _ = try straight.next() }
        let saved = try JSONEncoder().encode(straight.state())
        let other = try batches(99)
        _ = try other.next()
        try other.restore(JSONDecoder().decode(SamplerState.self, from: saved))
        for _ in 0..<9 {
            let (a, b) = (try straight.next(), try other.next())
            #expect(a?.nodes == b?.nodes && a?.edges == b?.edges)
        }
        #expect(try straight.state() == other.state())
    }

    @Test("the state of other items is refused, and nothing changes")
    func foreign() throws {
        let batches = try batches(), sampler = try EgoSampler(SamplerTests.graph(), hops: 1)
        let others = try SampledBatches(
            sampler, SampledBatchConfig(batchSize: 5), using: RandomStream(seed: 1))
        _ = try others.next()
        let before = try batches.state(), foreign = try others.state()
        let error = #expect(throws: GraphError.self) { try batches.restore(foreign) }
        #expect(error?.message.contains("the state stands at 5 of 60 items, the iteration has 23") == true)
        #expect(try batches.state() == before)
    }
}
