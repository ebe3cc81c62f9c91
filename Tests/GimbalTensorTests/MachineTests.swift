// The process: versions, threads, tensors alive.
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Machine")
struct MachineTests {
    @Test("version and instruction set are known")
    func facts() {
        #expect(Machine.torchVersion.wholeMatch(of: /\d+\.\d+\.\d+.*/) != nil)
        #expect(!Machine.cpuCapability.isEmpty)
        #expect(Device.cpu.isAvailable)
    }

    @Test("tensors are counted while they live, and no longer")
    func liveTensors() async {
        await #expect(processExitsWith: .success) {
            let before = Machine.liveTensorCount
            var kept: [Tensor] = []
            for _ in 0..<3 { kept.append(try Tensor([1.0])) }
            try #require(Machine.liveTensorCount == before + 3)
            kept = []
            try #require(Machine.liveTensorCount == before)
            let cube = CustomFunction(
                forward: { [try $0[0] * 2] },
                backward: { _, _, cotangents in [try cotangents[0].map { try $0 * 2 }] })
            let growth = try liveTensorGrowth {
                let x = try Tensor([1.0]).requiringGradient()
                let y = try cube(x)[0].square().sum()
                let slope = try gradients(of: y, withRespectTo: [x], createGraph: true)[0]
                try slope.sum().backward()
                _ = try? gradients(of: y, withRespectTo: [x])
                _ = try? Tensor.zeros([2]) + Tensor.zeros([3])
            }
            try #require(growth == 0, "\(growth) tensors are kept")
        }
    }
}
