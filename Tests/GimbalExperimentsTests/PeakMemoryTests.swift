// Peak memory: it grows with what is touched, and starts anew.
import GimbalExperiments
import Testing

@Suite("PeakMemory", .serialized)
struct PeakMemoryTests {
    @Test("sees a buffer that was touched and freed, and forgets it after a reset")
    func resets() throws {
        guard PeakMemory.reset() else { return }
        let before = try #require(PeakMemory.bytes)
        let size = 256 << 20
        let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
        buffer.initializeMemory(as: UInt8.self, repeating: 1, count: size)
        let touched = buffer.load(fromByteOffset: size - 1, as: UInt8.self)
        buffer.deallocate()
        #expect(touched == 1)
        let peak = try #require(PeakMemory.bytes)
        #expect(peak >= before + size / 2)
        PeakMemory.reset()
        #expect(try #require(PeakMemory.bytes) < peak)
    }
}
