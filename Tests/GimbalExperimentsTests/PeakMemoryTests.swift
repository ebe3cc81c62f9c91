// Peak memory: it grows with what is touched, and starts anew.
import GimbalExperiments
import Testing

@Suite("PeakMemory")
struct PeakMemoryTests {
    @Test("sees a buffer that was touched and freed, and forgets it after a reset")
    func resets() async {
        // In a process of its own: the peak is the whole process's, and other tests allocate and free.
        await #expect(processExitsWith: .success) {
            guard PeakMemory.reset() else { return }
            let before = try #require(PeakMemory.bytes)
            let size = 256 << 20
            let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
            buffer.initializeMemory(as: UInt8.self, repeating: 1, count: size)
            let touched = buffer.load(fromByteOffset: size - 1, as: UInt8.self)
            buffer.deallocate()
            try #require(touched == 1)
            let peak = try #require(PeakMemory.bytes)
            try #require(peak >= before + size / 2)
            PeakMemory.reset()
            try #require(try #require(PeakMemory.bytes) < peak)
        }
    }
}
